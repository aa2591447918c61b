// replaced while the parts are being written
